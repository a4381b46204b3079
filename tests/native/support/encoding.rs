//! base64, base64url and PEM armour, written out plainly.

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// base64url without padding (RFC 7515 section 2).
pub fn b64(bytes: impl AsRef<[u8]>) -> String {
    encode(bytes.as_ref(), URL)
}

/// base64 without padding (RFC 4648 section 4).
pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    encode(bytes.as_ref(), STANDARD)
}

fn encode(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().chain(&[0, 0]).take(3).fold(0_usize, |bits, byte| bits << 8 | *byte as usize);
        for place in 0..=chunk.len() {
            text.push(alphabet[bits >> (18 - 6 * place) & 63] as char);
        }
    }
    text
}

/// The bytes of canonical base64url, or `None`.
pub fn unb64(text: &[u8]) -> Option<Vec<u8>> {
    decode(text, URL)
}

fn decode(text: &[u8], alphabet: &[u8; 64]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for chunk in text.chunks(4) {
        let mut bits = 0_usize;
        for byte in chunk {
            bits = bits << 6 | alphabet.iter().position(|letter| letter == byte)?;
        }
        match chunk.len() {
            4 => bytes.extend([bits >> 16, bits >> 8, bits].map(|byte| byte as u8)),
            3 if bits & 3 == 0 => bytes.extend([bits >> 10, bits >> 2].map(|byte| byte as u8)),
            2 if bits & 15 == 0 => bytes.push((bits >> 4) as u8),
            _ => return None,
        }
    }
    Some(bytes)
}

/// The DER of the first PEM block of a text: the letters of base64 between its two armour lines.
pub fn unpem(pem: &str) -> Option<Vec<u8>> {
    let (_, body) = pem.split_once("-----BEGIN ")?.1.split_once("-----")?;
    let (body, _) = body.split_once("-----END ")?;
    let body = body.replace("\\n", "\n").replace('-', "+").replace('_', "/");
    let letters: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let end = letters.iter().position(|byte| *byte == b'=').unwrap_or(letters.len());
    decode(&letters[..end], STANDARD)
}

/// Lower-case hexadecimal to bytes.
pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// `bytes` as a JSON string literal; they must be UTF-8.
pub fn json_string(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}
