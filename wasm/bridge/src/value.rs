//! A [`Value`] read from the bytes that pkg-template/src/bridge/encode.ts writes.
//!
//! A verifier keeps the bytes. Should an instance ever trap, JavaScript replaces it. The
//! verifiers made in it live on: their options, secrets included, are copied from the old linear
//! memory into the new one.

use tokenward::secret::Secret;
use tokenward::value::Value;

use crate::codes;

pub fn decode(mut bytes: &[u8]) -> Option<Value> {
    let value = read(&mut bytes)?;
    bytes.is_empty().then_some(value)
}

fn read(bytes: &mut &[u8]) -> Option<Value> {
    Some(match *take(bytes, 1)?.first()? {
        codes::VALUE_NULL => Value::Null,
        codes::VALUE_OTHER => Value::Other,
        codes::VALUE_BOOLEAN => Value::Bool(take(bytes, 1)? != [0]),
        codes::VALUE_NUMBER => Value::Number(f64::from_le_bytes(take(bytes, 8)?.try_into().ok()?)),
        codes::VALUE_STRING => Value::String(Secret::from(sized(bytes)?)),
        codes::VALUE_BYTES => Value::Bytes(Secret::from(sized(bytes)?)),
        codes::VALUE_ARRAY => Value::Array((0..count(bytes)?).map(|_| read(bytes)).collect::<Option<_>>()?),
        codes::VALUE_OBJECT => Value::Object(
            (0..count(bytes)?)
                .map(|_| {
                    let name = String::from_utf8(sized(bytes)?.to_vec()).ok()?;
                    Some((name, read(bytes)?))
                })
                .collect::<Option<_>>()?,
        ),
        _ => return None,
    })
}

fn take<'a>(bytes: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (head, tail) = bytes.split_at_checked(n)?;
    *bytes = tail;
    Some(head)
}

fn count(bytes: &mut &[u8]) -> Option<usize> {
    Some(u32::from_le_bytes(take(bytes, 4)?.try_into().ok()?) as usize)
}

fn sized<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let n = count(bytes)?;
    take(bytes, n)
}
