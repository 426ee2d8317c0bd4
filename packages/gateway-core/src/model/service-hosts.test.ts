import { beforeEach, describe, expect, it } from 'vitest';
import { aService } from '../testing/builders.ts';
import { type ServiceHost, ServiceHosts } from './service-hosts.ts';

const clock = { now: 0 };
const hostsOf = (...hosts: string[]) => new ServiceHosts(aService('s', [], { hosts }), () => clock.now);
const names = (hosts: ServiceHosts, count: number) =>
  Array.from({ length: count }, () => hosts.next()?.origin.slice('http://'.length)).join(' ');
const host = (hosts: ServiceHosts, index: number): ServiceHost => {
  const found = hosts.all[index];
  if (found === undefined) throw new Error(`there is no host ${index}`);
  return found;
};

beforeEach(() => {
  clock.now = 5000;
});

describe('the hosts of a service', () => {
  it('take turns', () => {
    expect(names(hostsOf('a', 'b', 'c'), 7)).toBe('a b c a b c a');
  });

  it('are skipped while they rest, which one of them does after it could not be reached', () => {
    const hosts = hostsOf('a', 'b', 'c');
    hosts.rest(host(hosts, 1));
    expect(names(hosts, 4)).toBe('a c a c');
  });

  it('are tried by one request once rested, and by nobody else until that one is through', () => {
    const hosts = hostsOf('a', 'b');
    hosts.rest(host(hosts, 0));
    clock.now += 1000;
    expect(
      names(hosts, 4)
        .split(' ')
        .filter(name => name === 'a'),
    ).toHaveLength(1);
    hosts.answered(host(hosts, 0));
    expect(
      names(hosts, 4)
        .split(' ')
        .filter(name => name === 'a'),
    ).toHaveLength(2);
  });

  it('rest twice as long after each further failure, up to half a minute', () => {
    const hosts = hostsOf('a', 'b');
    const rests = [];
    for (let i = 0; i < 7; i++) {
      hosts.rest(host(hosts, 0));
      const from = clock.now;
      while (!names(hosts, 2).includes('a')) clock.now += 500;
      rests.push((clock.now - from) / 1000);
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it('rest longer when they flap, even if they answered in between', () => {
    const hosts = hostsOf('a', 'b');
    hosts.rest(host(hosts, 0));
    hosts.answered(host(hosts, 0));
    clock.now += 5000;
    hosts.rest(host(hosts, 0));
    clock.now += 1000;
    expect(names(hosts, 2)).toBe('b b');
    clock.now += 1000;
    expect(names(hosts, 2)).toContain('a');
  });

  it('are forgiven after a quiet minute', () => {
    const hosts = hostsOf('a', 'b');
    for (let i = 0; i < 3; i++) {
      hosts.rest(host(hosts, 0));
      clock.now += 10_000;
    }
    hosts.answered(host(hosts, 0));
    clock.now += 60_001;
    hosts.rest(host(hosts, 0));
    clock.now += 1000;
    expect(names(hosts, 2)).toContain('a');
  });

  it('count requests that fail together as one failure', () => {
    const hosts = hostsOf('a', 'b');
    for (let i = 0; i < 50; i++) hosts.rest(host(hosts, 0));
    clock.now += 1000;
    expect(names(hosts, 2)).toContain('a');
  });

  it('are tried anyway when all of them rest', () => {
    const hosts = hostsOf('a', 'b');
    hosts.rest(host(hosts, 0));
    hosts.rest(host(hosts, 1));
    expect(names(hosts, 4)).toBe('a b a b');
  });

  it('stand in for one that failed, if they are awake', () => {
    const hosts = hostsOf('a', 'b');
    hosts.rest(host(hosts, 0));
    expect(hosts.instead(host(hosts, 0))?.origin).toBe('http://b');
    hosts.rest(host(hosts, 1));
    expect(hosts.instead(host(hosts, 1))).toBeUndefined();
  });

  it('never rest when there is only one', () => {
    const hosts = hostsOf('a');
    hosts.rest(host(hosts, 0));
    expect(names(hosts, 3)).toBe('a a a');
    expect(hosts.instead(host(hosts, 0))).toBeUndefined();
  });

  it.each([
    ['http://proxy:3128', '/https://api:8443'],
    ['http://proxy:3128/', '/https://api:8443'],
    ['http://proxy:3128/to/', '/to/https://api:8443'],
  ])('are reached through the proxy %s with their address in the path', (proxyAddress, pathPrefix) => {
    const service = aService('s', [], { hosts: ['api:8443'], protocol: 'https', proxyAddress });
    expect(new ServiceHosts(service).next()).toMatchObject({ origin: 'http://proxy:3128', pathPrefix });
  });
});
