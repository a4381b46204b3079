// Providers whose accounts everybody may have: firebase, google, apple.
import { NOW } from './setup.mjs';

const TIMES = { iat: NOW - 10, exp: NOW + 3600 };
const jwksAt =
  (url) =>
  ({ jwk }) => ({ [url]: { keys: [jwk] } });

export function accountRows({ firebase, google, apple }) {
  const firebaseClaims = {
    iss: 'https://securetoken.google.com/acme-1234',
    aud: 'acme-1234',
    auth_time: NOW - 100,
    user_id: 'u1',
    sub: 'u1',
    ...TIMES,
    email: 'ann@acme.test',
    email_verified: false,
    firebase: { identities: { email: ['ann@acme.test'] }, sign_in_provider: 'password' },
  };
  const googleClaims = {
    iss: 'https://accounts.google.com',
    azp: '1234-abcd.apps.googleusercontent.com',
    aud: '1234-abcd.apps.googleusercontent.com',
    sub: '3141592653589793238',
    hd: 'acme.test',
    email: 'ann@acme.test',
    email_verified: true,
    nbf: NOW - 300,
    ...TIMES,
    jti: 'j1',
  };
  const appleClaims = {
    iss: 'https://appleid.apple.com',
    aud: 'com.acme.app',
    ...TIMES,
    sub: '001999.24601abcdef.0123',
    email: 'x@privaterelay.appleid.com',
    email_verified: 'true',
    is_private_email: 'true',
    auth_time: NOW - 20,
    nonce_supported: true,
  };

  return {
    firebase: {
      serves: jwksAt('https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com'),
      options: (jwks) => firebase({ project: 'acme-1234', jwks }),
      claims: firebaseClaims,
      refuses: {
        'a session cookie': [{ iss: 'https://session.firebase.google.com/acme-1234' }, 'claim_mismatch', 'iss'],
        'another project': [{ iss: 'https://securetoken.google.com/evil-1', aud: 'evil-1' }, 'claim_mismatch', 'iss'],
        'a custom token': [
          {
            iss: 'firebase-adminsdk@acme-1234.iam.gserviceaccount.com',
            aud: 'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit',
          },
          'claim_mismatch',
          'iss',
        ],
        'no time of login': [{ auth_time: undefined }, 'claim_missing', 'auth_time'],
        'no user': [{ sub: undefined }, 'claim_missing', 'sub'],
      },
    },
    'firebase, session cookies': {
      serves: jwksAt('https://identitytoolkit.googleapis.com/v1/sessionCookiePublicKeys'),
      options: (jwks) => firebase({ project: 'acme-1234', token: 'session', jwks }),
      claims: { ...firebaseClaims, iss: 'https://session.firebase.google.com/acme-1234' },
      refuses: {
        'an ID token': [{ iss: 'https://securetoken.google.com/acme-1234' }, 'claim_mismatch', 'iss'],
        'another project': [{ iss: 'https://session.firebase.google.com/evil-1' }, 'claim_mismatch', 'iss'],
      },
    },
    google: {
      serves: jwksAt('https://www.googleapis.com/oauth2/v3/certs'),
      options: (jwks) => google({ clientId: '1234-abcd.apps.googleusercontent.com', hd: 'acme.test', jwks }),
      claims: googleClaims,
      passes: { 'with the short name of Google': { iss: 'accounts.google.com' } },
      refuses: {
        'another domain': [{ hd: 'evil.test' }, 'claim_mismatch', 'hd'],
        'a personal account with an address of the domain': [{ hd: undefined }, 'claim_missing', 'hd'],
        "another site's login": [{ aud: '9-evil.apps.googleusercontent.com' }, 'claim_mismatch', 'aud'],
        'a name of Google that only looks like one': [{ iss: 'http://accounts.google.com' }, 'claim_mismatch', 'iss'],
      },
    },
    apple: {
      serves: jwksAt('https://appleid.apple.com/auth/keys'),
      options: (jwks) => apple({ clientId: ['com.acme.app', 'com.acme.web'], jwks }),
      claims: appleClaims,
      passes: { 'for the site': { aud: 'com.acme.web' } },
      refuses: {
        'what is told to servers': [
          { sub: undefined, events: '{"type":"consent-revoked","sub":"001999.24601abcdef.0123","event_time":1800000000}' },
          'claim_missing',
          'sub',
        ],
      },
    },
  };
}
