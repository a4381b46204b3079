// All three modules in one program: prints what they say, or shows it to the page.
import { generateApiKey, ready, TokenError, verifyApiKey } from 'tokenward';
import { ready as clientReady, createClient, TokenError as Same, TokenHolder } from 'tokenward/client';
import { ready as issuerReady } from 'tokenward/issuer';

const show = (text) => {
  if (typeof document === 'object') globalThis.answer = text;
  else console.log(text);
};
Promise.all([ready(), clientReady(), issuerReady()]).then(
  () => {
    const { key, hash } = generateApiKey({ prefix: 'acme', environment: 'test' });
    createClient({ baseUrl: 'https://api.example/', login: 'login' });
    show([verifyApiKey(key, hash), TokenError === Same, new TokenHolder().state].join());
  },
  (error) => show(error.stack),
);
