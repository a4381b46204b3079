// A package as it must not be: it decodes and believes. run.mjs runs the suite
// against it, to know that the suite can fail.

export class TokenError extends Error {
  constructor(code, token) {
    // The token in the message: one of the things the suite must notice.
    super(`${code}: ${token}`);
    this.name = 'TokenError';
    this.code = code;
  }
}
export class KeyError extends Error {
  name = 'KeyError';
}

function decode(token) {
  try {
    const [header, claims] = token
      .split('.')
      .slice(0, 2)
      .map((part) => {
        const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
        return JSON.parse(new TextDecoder().decode(bytes));
      });
    return { header, claims };
  } catch {
    throw new TokenError('token_malformed', token);
  }
}

export const ready = async () => {};
export const decodeUnverified = decode;
export const expiresIn = (exp) => exp;
export const shouldRefresh = () => false;
export const parseDuration = (text) => Number.parseInt(text, 10) * 60;
export const parseTimestamp = (text) => Date.parse(text) / 1000;
export const generateApiKey = () => ({ key: 'acme_live_1', hash: 'acme_live_1' });
export const hashApiKey = (key) => key;
export const verifyApiKey = (key, hash) => key === hash;

export function createVerifier({ keys, clock }) {
  const verify = (token) => {
    const { header, claims } = decode(token);
    return { header, claims, expiresIn: claims.exp - clock(), keys };
  };
  return {
    verify,
    verifyAsync: async (token) => verify(token),
    verifyRequest: (request) => verify(request.headers.authorization?.slice(7)),
  };
}

export class TokenHolder {
  state = 'empty';
  set(tokens) {
    Object.assign(this, tokens);
    this.state = 'fresh';
  }
  authorization() {
    return `Bearer ${this.access_token}`;
  }
  clear() {
    this.state = 'empty';
  }
  exposeRefreshToken() {
    return this.refresh_token;
  }
}
