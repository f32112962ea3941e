import { openSecurity } from '../pages/security.ts';
import { seeBar, shared, signInShared } from '../pages/shared_computer.ts';
import { atThePassword } from './account.ts';
import type { Stop } from './stops.ts';

export const sharedComputerStops: Stop[] = [
  {
    name: 'password, on a shared computer',
    async visit(traveller) {
      await atThePassword(traveller);
      await shared(traveller.page).check();
    },
  },
  {
    name: 'home, on a shared computer',
    smoke: true,
    async visit({ page, account }) {
      await signInShared(page, account);
      await seeBar(page);
    },
  },
  {
    name: 'security, on a shared computer',
    async visit({ page, account }) {
      await signInShared(page, account);
      await seeBar(page);
      await openSecurity(page);
    },
  },
];
