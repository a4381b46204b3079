// Checking passwords with WebCrypto alone, so that it runs everywhere.

/** The most that workerd allows. Where you can, take Argon2id, or 600 000 (OWASP Password Storage Cheat Sheet). */
const ITERATIONS = 100_000;

const encoder = new TextEncoder();

/**
 * Hashes the passwords and returns what checks one. A user who does not exist takes as long as a
 * wrong password, so that nobody can find out who exists.
 *
 * @param {Record<string, string>} passwords by user name
 * @returns {Promise<(username: string, password: string) => Promise<boolean>>}
 */
export async function createUsers(passwords) {
  const users = new Map();
  for (const [username, password] of Object.entries(passwords)) users.set(username, await hashOf(password));
  const nobody = await hashOf(crypto.randomUUID());

  return async (username, password) => {
    const { salt, hash } = users.get(username) ?? nobody;
    const { hash: given } = await hashOf(password, salt);
    // All bytes, however early they differ.
    return given.reduce((difference, byte, at) => difference | (byte ^ hash[at]), 0) === 0;
  };
}

async function hashOf(password, salt = crypto.getRandomValues(new Uint8Array(16))) {
  const key = await crypto.subtle.importKey('raw', encoder.encode(password), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS }, key, 256);
  return { salt, hash: new Uint8Array(bits) };
}
