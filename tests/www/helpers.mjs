// Filling in the page, and reading its answer.

/** Waits until the page says this, or fails with what it says instead. */
export async function expectVerdict(page, state, code) {
  const verdict = page.locator('#verdict');
  try {
    await page.waitForFunction(
      ([wantedState, wantedCode]) => {
        const node = document.getElementById('verdict-code');
        return document.getElementById('verdict').dataset.state === wantedState && (node.hidden ? '' : node.textContent) === wantedCode;
      },
      [state, code ?? ''],
      { timeout: 5000 },
    );
  } catch {
    throw new Error(
      `expected ${state} ${code ?? ''}, the page says ${await verdict.getAttribute('data-state')}: ${await verdict.innerText()}`,
    );
  }
}

/** Empties the page and fills in what is given. */
export async function fill(page, { token = '', key = '', encoding, audience = '', issuer = '' }) {
  if (await page.locator('#clear').isEnabled()) await page.click('#clear');
  await page.fill('#key', key);
  if (encoding !== undefined) await page.selectOption('#secret-encoding', encoding);
  await page.fill('#audience', audience);
  await page.fill('#issuer', issuer);
  await page.fill('#token', token);
}

export const ticked = (page) => page.locator('#algorithms input:checked').evaluateAll((boxes) => boxes.map((box) => box.value));

/** The value that a list shows for a member, as text. */
export const shownValue = (page, list, name) =>
  page
    .locator(`#${list} > div`)
    .filter({ has: page.locator(`dt code:text-is("${name}")`) })
    .locator('dd')
    .innerText();

/** Visible texts whose contrast with what lies behind them is under 4.5:1 (WCAG 1.4.3). */
export const lowContrast = (page) =>
  page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
    /** Any CSS colour as the pixel it makes on top of another. */
    const over = (colour, [r, g, b]) => {
      canvas.fillStyle = `rgb(${r} ${g} ${b})`;
      canvas.fillRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const behind = (node) => {
      const parent = node.parentElement ? behind(node.parentElement) : [255, 255, 255];
      return over(getComputedStyle(node).backgroundColor, parent);
    };
    const luminance = (colour) =>
      colour
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
    const found = [];
    for (const node of document.body.querySelectorAll('*')) {
      const hasText = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim() !== '');
      if (!hasText || !node.checkVisibility() || node.closest(':disabled, noscript')) continue;
      const ground = behind(node);
      const [light, dark] = [luminance(over(getComputedStyle(node).color, ground)), luminance(ground)].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < 4.5) found.push(`${node.tagName} "${node.textContent.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
    }
    return found;
  });
