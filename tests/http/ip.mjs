// createIpAllowList, as JavaScript sees it; what is in which network is tested in src/ip.
import assert from 'node:assert/strict';
import { BlockList } from 'node:net';

export const ipChecks = ({ createIpAllowList }) => ({
  'an address is in the list, in every spelling': () => {
    const list = createIpAllowList(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::ffff:172.16.0.0/108']);
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.7', '2001:DB8::1', '2001:db8:0:0:0:0:0:1', '172.31.0.1']) {
      assert.equal(list.has(address), true, address);
    }
    for (const address of ['11.0.0.1', '192.0.2.8', '2001:db9::1', '::1', '172.32.0.1', '::10.1.2.3']) {
      assert.equal(list.has(address), false, address);
    }
  },

  'what is no address is in no list, and never throws': () => {
    const list = createIpAllowList(['0.0.0.0/0', '::/0']);
    const odd = [
      undefined,
      null,
      '',
      0,
      167772161,
      true,
      Symbol('ip'),
      10n,
      {},
      [],
      ['10.0.0.1'],
      { toString: () => '10.0.0.1' },
      new String('10.0.0.1'),
      '010.0.0.1',
      '10.1',
      '0x0a000001',
      '10.0.0.1:80',
      '10.0.0.1, 10.0.0.2',
      ' 10.0.0.1',
      '10.0.0.1\n',
      '10.0.0.1\0',
      '10.0.0.0/8',
      '[::1]',
      '[::1]:80',
      'fe80::1%eth0',
      '\ud800',
      '\ud800'.repeat(45),
      '１０.0.0.1',
      'é'.repeat(45),
      '1'.repeat(1 << 24),
    ];
    for (const address of odd) assert.equal(list.has(address), false, typeof address);
    assert.equal(list.has(), false);
    assert.equal(list.has('ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255'), true, 'the longest spelling');
  },

  'what is no network is a TypeError that names the entry': () => {
    const none = [
      '',
      '10.0.0.0/33',
      '010.0.0.1',
      '10.0.0.0/08',
      '::/129',
      'fe80::1%eth0',
      'fe80::%1/64',
      '1.2.3.4:80',
      '*',
      '10.0.0.0-10.0.0.9',
    ];
    for (const text of none) {
      assert.throws(
        () => createIpAllowList(['10.0.0.0/8', text]),
        { name: 'TypeError', message: /^`cidrs\[1\]` must be an IP address/ },
        text,
      );
    }
    for (const item of [1, null, undefined, {}, [], '\ud800']) {
      assert.throws(() => createIpAllowList(['::1', '::1', item]), { name: 'TypeError', message: /^`cidrs\[2\]` must be an IP address/ });
    }
    assert.throws(() => createIpAllowList(['10.0.0.1/8']), { name: 'TypeError', message: /the network is 10\.0\.0\.0\/8$/ });
    assert.throws(() => createIpAllowList(['2001:db8::1/32']), { name: 'TypeError', message: /the network is 2001:db8:0:0:0:0:0:0\/32$/ });
  },

  'the list is an array of bounded length': () => {
    for (const list of [undefined, null, '10.0.0.0/8', {}, new Set(['::1']), new Uint8Array(4), () => []]) {
      assert.throws(() => createIpAllowList(list), { name: 'TypeError', message: /`cidrs` must be an array of strings/ });
    }
    assert.throws(() => createIpAllowList([]), { name: 'TypeError', message: /at least one entry/ });
    const many = Array.from({ length: 32_769 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    assert.throws(() => createIpAllowList(many), { name: 'TypeError', message: /at most 32768 entries/ });
    assert.equal(createIpAllowList(many.slice(1)).has('10.0.0.1'), true);
    assert.throws(() => createIpAllowList(new Array(2 ** 32 - 1)), TypeError);
  },

  'the list is what it was made of, whatever becomes of the array': () => {
    const cidrs = ['10.0.0.0/8'];
    const list = createIpAllowList(cidrs);
    cidrs.push('0.0.0.0/0');
    assert.equal(list.has('11.0.0.1'), false);
    assert.equal(JSON.stringify(list), '{}');
  },

  "agrees with Node's own BlockList": () => {
    let seed = 20_240_101;
    const below = (end) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % end;
    };
    const v4 = (value) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    const v6 = (value) => `2001:db8::${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
    let inside = 0;
    for (let round = 0; round < 100; round += 1) {
      const reference = new BlockList();
      const cidrs = [];
      // Near to each other, so that they nest and touch.
      const near = () => (0xc0000000 + below(1 << 12)) >>> 0;
      for (let i = 0; i < 20; i += 1) {
        const length = 22 + below(11);
        const first = (near() & (-1 << (32 - length))) >>> 0;
        const family = below(2) === 0 ? 'ipv4' : 'ipv6';
        const [text, bits] = family === 'ipv4' ? [v4(first), length] : [v6(first), length + 96];
        reference.addSubnet(text, bits, family);
        cidrs.push(`${text}/${bits}`);
      }
      const list = createIpAllowList(cidrs);
      for (let i = 0; i < 100; i += 1) {
        const value = near();
        for (const [text, family] of [
          [v4(value), 'ipv4'],
          [v6(value), 'ipv6'],
        ]) {
          const expected = reference.check(text, family);
          assert.equal(list.has(text), expected, `${text} in ${cidrs.join(' ')}`);
          inside += expected ? 1 : 0;
        }
      }
    }
    assert.ok(inside > 2_000 && inside < 18_000, `${inside}`);
  },
});
