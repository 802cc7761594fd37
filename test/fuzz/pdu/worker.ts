import { type Order, playBatch } from './client.ts'

// All initiators of a run, in a process of their own: a batch for each message of the parent.

process.on('message', (order: Order) => {
  void playBatch(order).then((outcome) => process.send!(outcome))
})
process.on('disconnect', () => process.exit())
