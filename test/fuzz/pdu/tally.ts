/** What the initiators of a batch have done. */
export interface Tally {
  /** PDUs that went out. */
  sent: number
  /** Of these the ones that the target has certainly taken: something behind them was answered, or ended by it. */
  taken: number
  connections: number
  logins: number
  /** Mean time of late from a ping to its answer, in ms: what a busy machine makes of it. */
  roundTrip: number
}
