// A value as all the text that anyone could get out of it.

/** `inspect`: the runtime's own way, where it has one. */
export function shower(inspect) {
  return (value) =>
    [tried(() => inspect?.(value)), tried(() => JSON.stringify(value)), tried(() => String(value)), walked(value)].join('\n');
}

function tried(work) {
  try {
    return work() ?? '';
  } catch (error) {
    return String(error);
  }
}

/** Names, strings and what lies behind them: own members, causes, errors of errors, maps, sets, headers. */
function walked(value, depth = 0, seen = new Set()) {
  if (typeof value === 'string') return value;
  if (value === null || !['object', 'function'].includes(typeof value) || depth > 6 || seen.has(value)) return '';
  seen.add(value);
  const texts = [];
  const descend = (member) => texts.push(walked(member, depth + 1, seen));
  if (typeof value[Symbol.iterator] === 'function' && !ArrayBuffer.isView(value))
    tried(() => {
      for (const each of value) descend(each);
    });
  for (const key of Reflect.ownKeys(value)) {
    texts.push(String(key));
    const { value: member } = tried(() => Reflect.getOwnPropertyDescriptor(value, key)) || {};
    descend(member);
  }
  if (value instanceof Error) for (const name of ['name', 'message', 'stack', 'cause']) tried(() => descend(value[name]));
  return texts.join(' ');
}
