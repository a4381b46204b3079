// The tokens of RFC 7515 appendix A and RFC 8037 appendix A as they stand.
import { withSignature, flip } from '../lib/encoding.mjs';

const PAYLOAD = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
const CLAIMS = { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true };

export const VECTORS = {
  'rfc7515-a1': {
    alg: 'HS256',
    rfc: 'RFC 7515 appendix A.1',
    keys: { kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow' },
    token: `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`,
  },
  'rfc7515-a2': {
    alg: 'RS256',
    rfc: 'RFC 7515 appendix A.2',
    keys: {
      kty: 'RSA',
      n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
      e: 'AQAB',
    },
    token: `eyJhbGciOiJSUzI1NiJ9.${PAYLOAD}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
  },
  'rfc7515-a3': {
    alg: 'ES256',
    rfc: 'RFC 7515 appendix A.3',
    keys: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
    token: `eyJhbGciOiJFUzI1NiJ9.${PAYLOAD}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
  },
  'rfc7515-a4': {
    alg: 'ES512',
    rfc: 'RFC 7515 appendix A.4',
    keys: {
      kty: 'EC',
      crv: 'P-521',
      x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
      y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
    },
    token:
      'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
    expect: 'token_malformed',
  },
  'rfc8037-a4': {
    alg: 'EdDSA',
    rfc: 'RFC 8037 appendix A.4',
    keys: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    token:
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    expect: 'token_malformed',
  },
};

export default function rfcVectors(c) {
  for (const [id, { alg, expect, ...vector }] of Object.entries(VECTORS)) {
    const entry = { ...vector, options: { algorithms: [alg] }, now: 1300819000 };
    // The payloads of A.4 and of RFC 8037 are text, not claims. That the error
    // is not signature_invalid shows that the signature did verify.
    c.add({ id, ...entry, expect: expect ?? 'ok', ...(expect ? {} : { claims: CLAIMS }) });
    c.add({
      id: `${id}-altered`,
      ...entry,
      token: withSignature(vector.token, (s) => flip(s, 5)),
      expect: 'signature_invalid',
    });
    if (!expect) c.add({ id: `${id}-at-exp`, ...entry, now: CLAIMS.exp, expect: 'token_expired', claim: 'exp' });
  }
  c.add({
    id: 'rfc7515-a5',
    rfc: 'RFC 7515 appendix A.5',
    keys: VECTORS['rfc7515-a1'].keys,
    options: { algorithms: ['HS256'] },
    now: 1300819000,
    token: `eyJhbGciOiJub25lIn0.${PAYLOAD}.`,
    expect: 'algorithm_not_allowed',
  });
}
