//! A [`Value`] as bytes, to carry a verifier's options from one instance to the next.
//!
//! Should an instance ever trap, JavaScript replaces it. The verifiers made in it live on:
//! their options, secrets included, are copied from the old linear memory into the new
//! one, and so never become JavaScript values. The bytes are wiped on drop.

use crate::secret::Secret;
use crate::value::Value;

pub fn encode(value: &Value) -> Secret {
    let mut bytes = Vec::with_capacity(size(value));
    write(value, &mut bytes);
    Secret::new(bytes)
}

pub fn decode(mut bytes: &[u8]) -> Option<Value> {
    let value = read(&mut bytes)?;
    bytes.is_empty().then_some(value)
}

/// The exact length, so that the buffer never grows and leaves a copy behind.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Null | Value::Other => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 8,
        Value::String(bytes) | Value::Bytes(bytes) => 4 + bytes.len(),
        Value::Array(items) => 4 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            4 + members.iter().map(|(name, value)| 4 + name.len() + size(value)).sum::<usize>()
        }
    }
}

fn write(value: &Value, out: &mut Vec<u8>) {
    fn sized(bytes: &[u8], out: &mut Vec<u8>) {
        count(bytes.len(), out);
        out.extend_from_slice(bytes);
    }
    fn count(n: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(&(n as u32).to_le_bytes());
    }
    match value {
        Value::Null => out.push(0),
        Value::Other => out.push(1),
        Value::Bool(value) => out.extend([2, u8::from(*value)]),
        Value::Number(number) => {
            out.push(3);
            out.extend(number.to_le_bytes());
        }
        Value::String(text) => {
            out.push(4);
            sized(text.expose(), out);
        }
        Value::Bytes(bytes) => {
            out.push(5);
            sized(bytes.expose(), out);
        }
        Value::Array(items) => {
            out.push(6);
            count(items.len(), out);
            items.iter().for_each(|item| write(item, out));
        }
        Value::Object(members) => {
            out.push(7);
            count(members.len(), out);
            for (name, value) in members {
                sized(name.as_bytes(), out);
                write(value, out);
            }
        }
    }
}

fn read(bytes: &mut &[u8]) -> Option<Value> {
    Some(match take(bytes, 1)?.first()? {
        0 => Value::Null,
        1 => Value::Other,
        2 => Value::Bool(take(bytes, 1)? != [0]),
        3 => Value::Number(f64::from_le_bytes(take(bytes, 8)?.try_into().ok()?)),
        4 => Value::String(Secret::from(sized(bytes)?)),
        5 => Value::Bytes(Secret::from(sized(bytes)?)),
        6 => Value::Array((0..count(bytes)?).map(|_| read(bytes)).collect::<Option<_>>()?),
        7 => Value::Object(
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
