/** What these stories wait for besides headings and names: enough of the English words to know which of them is said. */
export const words = {
  empty: /enter the code/i,
  tooShort: /too short/i,
  wrongSymbol: /is in no code/i,
  mistyped: /typing mistake/i,
  unknown: /do not know this code/i,
  used: /already been used/i,
  expired: /has expired/i,
  tooMany: /too many tries/i,
  compareFirst: /compare the code/i,
  wrongPassword: /name and the password do not belong together/i,
  nameMissing: /enter your email/i,
  signedOut: /you're signed out/i,
  accountChanged: /changed in another tab/i,
  onceMore: /ask once more who you are/i,
  nothingDone: /needs a fresh proof that it is you/i,
  abroad: /from another country/i,
  sameNetwork: /the same network/i,
  otherNetwork: /a different network/i,
  notStartedHere: /if you did not start this on a device in front of you, decline/i,
  collected: /is signed in/i,
  notCollected: /restart the device/i,
  noScript: /JavaScript/,
} as const;

/** The kinds of device, as people call them. */
export const kinds = { console: 'Game console', pc: 'Computer', office: 'Office app', tv: 'TV', app: 'App' } as const;
