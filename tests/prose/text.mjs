// What comments, docstrings and paths are, line by line.

const TOP = 'src|wasm|pkg-template|tests|tools|benches|fuzz|examples|www';
// Not the end of an address or of another path; `{a,b}` stands for both.
const PATH = new RegExp(`(?<![\\w/.@-])(?:${TOP})/[\\w{},./-]*[\\w}/]`, 'g');
/** Stands for a name, as in `fuzz/corpus/TARGET`, or goes on with one that is left out. */
const PLACEHOLDER = /\/[A-Z]+(\/|\.|$)/;

/** The comments of a source file; of Markdown, all of it. */
export function commentsOf(text, name) {
  if (name.endsWith('.md')) return text;
  const comment = /\.(rs|ts|mjs|js|jsonc)$/.test(name) ? /^\s*(?:\/\/|\/?\*).*|(?<=\s)\/\/ .*/gm : /(?<=^|\s)#.*/gm;
  return (text.match(comment) ?? []).join('\n');
}

/** The paths a text names, from the root of the project. */
export function pathsIn(text) {
  return [...text.matchAll(PATH)]
    .filter(({ 0: path, index }) => !PLACEHOLDER.test(path) && !'<*…$'.includes(text.charAt(index + path.length) || ' '))
    .flatMap(([path]) => expand(path.replace(/\/$/, '')));
}

function expand(path) {
  const braces = path.match(/^(.*?)\{([^{}]*)\}(.*)$/);
  return braces ? braces[2].split(',').flatMap((part) => expand(`${braces[1]}${part}${braces[3]}`)) : [path];
}

/** The first line of every docstring, without its marks. */
export function docstringsOf(text, name) {
  const opening = name.endsWith('.rs')
    ? /(?<!\/\/[/!][^\n]*\n\s*)\/\/[/!] +([^\n]*)/g
    : /\/\*\*\s*(?:\*\s*)?([^\n]*?)(?:\s*\*\/)?(?=\n|$)/g;
  return [...text.matchAll(opening)].map(([, line]) => line);
}

/** Whether a docstring can be understood by whoever sees it without what stands before it. */
export const readsAlone = (docstring) => !/^(Of|The same)\b/.test(docstring);
