/** Linux's dev_t (glibc's gnu_dev_major, gnu_dev_minor) within 32 bits, as `major:minor`. */
export const deviceNumber = (dev: number): string =>
  `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`
