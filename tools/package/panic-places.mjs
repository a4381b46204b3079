// Every place that may panic has the name of its source file, its line and its column in the
// module's data, for a message that is never written (trap-on-panic.mjs). Blanked, they weigh nothing.

const DATA_SECTION = 11;
const I32_CONST = 0x41;
/** `core::panic::Location` in wasm32: address and length of the file's name, line, column. */
const LOCATION_BYTES = 16;

/** Overwrites them with zeros, in place. Fails if there are none: rustc has changed their shape. */
export function blankPanicPlaces(module) {
  const segments = dataSegments(module);
  const at = (address, length) => {
    const holding = segments.find((each) => each.address <= address && address + length <= each.address + each.bytes.length);
    return holding?.bytes.subarray(address - holding.address, address - holding.address + length);
  };
  const places = segments.flatMap(({ address, bytes }) => locationsIn(address, bytes, at));
  if (places.length === 0) throw new Error('no panic has a place: has rustc changed their shape?');
  // First all are found, then blanked: places of one file share its name.
  for (const bytes of places.flat()) bytes.fill(0);
}

/** Each location with the name it points to. */
function locationsIn(address, bytes, at) {
  const found = [];
  for (let start = -address & 3; start + LOCATION_BYTES <= bytes.length; start += 4) {
    const location = bytes.subarray(start, start + LOCATION_BYTES);
    const [file, length] = new Uint32Array(location.slice().buffer);
    const name = length < 1000 ? at(file, length) : undefined;
    if (name !== undefined && /^[\w./+-]+\.rs$/.test(new TextDecoder('latin1').decode(name))) found.push([location, name]);
  }
  return found;
}

/** Where in memory each active segment begins, and its bytes: a view of the module. */
function dataSegments(module) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < module.length) {
    const id = module[at++];
    const end = number() + at;
    if (id === DATA_SECTION) {
      return Array.from({ length: number() }, () => {
        if (number() !== 0 || module[at++] !== I32_CONST) throw new Error('a data segment without a constant address');
        const address = number();
        at += 1; // the end of the expression
        const length = number();
        at += length;
        return { address, bytes: module.subarray(at - length, at) };
      });
    }
    at = end;
  }
  return [];
}
