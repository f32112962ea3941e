import { accountStops } from './account.ts';
import { codeStops } from './codes.ts';
import { linkStops } from './link.ts';
import { sharedComputerStops } from './shared_computer.ts';
import type { Stop } from './stops.ts';

export const stops: Stop[] = [...linkStops, ...accountStops, ...codeStops, ...sharedComputerStops];
