/** Reading an amount as a teller writes it, and saying it in capitals. For display only: the server decides. */

/**
 * "1.5w" is 15,000, "1,000.50" as it stands.
 * @param {string} text
 * @returns {bigint | null} hundredths, or nothing when this is no amount
 */
export function hundredths(text) {
  const match = /^\s*(\d[\d,，]*)(?:[.。](\d*))?\s*([wW万]?)\s*$/.exec(text);
  if (!match) return null;
  const places = match[3] ? 4 : 0;
  const whole = (match[1] ?? "").replace(/[,，]/g, "");
  const part = match[2] ?? "";
  if (part.length > places + 2 || whole.length > 12) return null;
  return BigInt(whole + part.padEnd(places + 2, "0"));
}

/** @param {bigint} value @returns {string} 1234567n → "12,345.67" */
export function figures(value) {
  const sign = value < 0n ? "-" : "";
  const text = (value < 0n ? -value : value).toString().padStart(3, "0");
  return `${sign}${text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",")}.${text.slice(-2)}`;
}

const digits = "零壹贰叁肆伍陆柒捌玖";

/** @param {string} four up to four digits */
function group(four) {
  let out = "";
  let gap = false;
  [...four].forEach((d, i) => {
    if (d === "0") gap = out !== "";
    else {
      out += (gap ? "零" : "") + digits[Number(d)] + (["", "拾", "佰", "仟"][four.length - 1 - i] ?? "");
      gap = false;
    }
  });
  return out;
}

const prefixes = new Map([["CNY", "人民币"], ["CZK", "捷克克朗"]]);

/**
 * Capitals with 整 after 元 or 角 and 零 for a gap, as the page of the voucher writes them (支付结算办法).
 * @param {bigint} value hundredths, not negative
 * @param {string} currency ISO code
 */
export function capitals(value, currency) {
  const prefix = prefixes.get(currency) ?? currency;
  const whole = (value / 100n).toString();
  const jiao = Number((value / 10n) % 10n);
  const fen = Number(value % 10n);
  let yuan = "";
  const units = ["", "万", "亿", "兆"];
  const count = Math.ceil(whole.length / 4);
  let gap = false;
  for (let i = count; i > 0; i--) {
    const part = whole.slice(Math.max(whole.length - i * 4, 0), whole.length - (i - 1) * 4);
    const said = group(part.replace(/^0+/, ""));
    if (said === "") {
      gap = yuan !== "";
      continue;
    }
    yuan += (yuan !== "" && (gap || part.startsWith("0")) ? "零" : "") + said + units[i - 1];
    gap = false;
  }
  if (value === 0n) return `${prefix}零元整`;
  const tail = jiao === 0 && fen === 0 ? "整" : "";
  const tenth = jiao > 0 ? `${yuan !== "" && whole.endsWith("0") ? "零" : ""}${digits[jiao]}角` : "";
  const zero = yuan !== "" && jiao === 0 && fen > 0 ? "零" : "";
  const end = fen > 0 ? `${zero}${digits[fen]}分` : jiao > 0 ? "整" : "";
  return `${prefix}${yuan === "" ? "" : `${yuan}元`}${tail}${tenth}${end}`;
}
