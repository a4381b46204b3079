// A clock that is wound forward, for both sides: hours pass in a moment, and each request still
// takes the time that it takes.

/** Seconds of each turn. */
const TURN = 15;

export function makeClock() {
  const day = new Date();
  day.setUTCHours(9, 0, 0, 0);
  let ahead = (day.getTime() - Date.now()) / 1000;
  const now = () => Date.now() / 1000 + ahead;

  return {
    /** Unix seconds. */
    now,
    /** `09:41:30`, with the day if it is not the first. */
    text() {
      const days = Math.floor((now() * 1000 - day.getTime()) / 86_400_000 + 9 / 24);
      const time = new Date(now() * 1000).toISOString().slice(11, 19);
      return days === 0 ? time : `${time} +${days}d`;
    },
    /** At once, as when the lid of a computer is closed. */
    leap(seconds) {
      ahead += seconds;
    },
    /** Bit by bit, with `work` after each; returns how often. */
    async pass(seconds, work = async () => {}) {
      const turns = Math.round(seconds / TURN);
      for (let turn = 0; turn < turns; turn += 1) {
        ahead += TURN;
        await work();
      }
      return turns;
    },
  };
}
