import { accountStops } from './account.ts';
import { codeStops } from './codes.ts';
import { homeStops } from './home.ts';
import { linkStops } from './link.ts';
import { securityStops } from './security.ts';
import { sharedComputerStops } from './shared_computer.ts';
import type { Stop } from './stops.ts';

export const stops: Stop[] = [
  ...linkStops,
  ...homeStops,
  ...accountStops,
  ...securityStops,
  ...codeStops,
  ...sharedComputerStops,
];
