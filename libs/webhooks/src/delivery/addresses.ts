/**
 * Which addresses a webhook may be sent to. Whoever registers one has this installation make requests: they must not reach what only its
 * own network can reach. The lists are those of IANA's special-purpose address registries (RFC 6890), as far as they are no addresses of the
 * public internet.
 */
import { BlockList, isIP } from 'node:net';

const INSIDE_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by carriers (CGNAT)
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local; 169.254.169.254 is where clouds keep their metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; 192.0.0.192 is a metadata address
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // relays from 6 to 4
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '168.63.129.16/32', // a cloud's own services, at an address that looks public
];

/** Of IPv6 what is public is in one block; within it these are not. */
const PUBLIC_V6 = '2000::/3';
const INSIDE_V6 = [
  '2001::/23', // protocol assignments, Teredo among them, which holds an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6 to 4: holds an IPv4 address
  '3fff::/20', // documentation
  '2620:4f:8000::/48', // AS112
];

function listOf(subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = '', prefix] = subnet.split('/');
    list.addSubnet(net, Number(prefix), family);
  }
  return list;
}

const insideV4 = listOf(INSIDE_V4, 'ipv4');
const publicV6 = listOf([PUBLIC_V6], 'ipv6');
const insideV6 = listOf(INSIDE_V6, 'ipv6');

/** Whether this is an address of the public internet. An IPv6 address that holds one of IPv4, mapped or translated, is none. */
export function isPublic(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  switch (isIP(bare)) {
    case 4:
      return !insideV4.check(bare, 'ipv4');
    case 6:
      return publicV6.check(bare, 'ipv6') && !insideV6.check(bare, 'ipv6');
    default:
      return false;
  }
}

/** The address in a URL's host, where it is one and no name: `[::1]` is `::1`. */
export function literalOf(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? undefined : bare;
}
