import { Chalk } from 'chalk'

/** Colours on a terminal, unless $NO_COLOR says otherwise (https://no-color.org); chalk itself does not ask for it. */
export const colour = process.env.NO_COLOR ? new Chalk({ level: 0 }) : new Chalk()
