// Numbers, durations and times as text.

export const NONE = "–";

const isFinite = (value) => typeof value === "number" && Number.isFinite(value);

/** 12,345 */
export function whole(value) {
  return isFinite(value) ? Math.round(value).toLocaleString("en") : NONE;
}

/** 0.6123 */
export function loss(value) {
  return isFinite(value) ? value.toFixed(4) : NONE;
}

/** 2 h 05 min, 3 min 20 s, 12 s */
export function duration(seconds) {
  if (!isFinite(seconds)) return NONE;
  const all = Math.max(0, Math.round(seconds));
  const two = (part) => String(part).padStart(2, "0");
  if (all >= 86400) return `${Math.floor(all / 86400)} d ${Math.floor((all % 86400) / 3600)} h`;
  if (all >= 3600) return `${Math.floor(all / 3600)} h ${two(Math.floor((all % 3600) / 60))} min`;
  if (all >= 60) return `${Math.floor(all / 60)} min ${two(all % 60)} s`;
  return `${all} s`;
}

/** Time of day, with the date if it is not today. */
export function clock(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return "";
  const day = time.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
  return time.toLocaleString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", ...day });
}
