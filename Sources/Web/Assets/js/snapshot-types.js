/**
 * The shapes that the server sends (WEB: live events). Types only.
 * @typedef {{zh: string, en: string}} Text
 * @typedef {[number, number, number][]} MirrorStroke points x, y (pad pixels), pressure 0…1
 *
 * @typedef {object} WorkstationCase
 * @property {string} id
 * @property {string} state
 * @property {string} phase
 * @property {number} page
 * @property {number} pages
 * @property {number[]} confirmed
 * @property {MirrorStroke[]} strokes
 * @property {number} padWidth
 * @property {number} padHeight
 * @property {Text} message
 * @property {Record<string, string>} [form] the customer's part of it, by field
 *
 * @typedef {{version: number, display: string, case: WorkstationCase | null}} WorkstationSnapshot
 *
 * @typedef {object} FormAsk
 * @property {string} name
 * @property {string} kind choice, text, digits, phone, date
 * @property {Text} label
 * @property {Text} hint
 * @property {string} value
 * @property {boolean} required
 * @property {number} maxLength
 * @property {{value: string, label: Text}[]} choices
 * @property {{field: string, value: string}} [when]
 * @property {Text} [problem]
 *
 * @typedef {object} DisplayCase
 * @property {string} id
 * @property {Text} title
 * @property {Text} sentence
 * @property {{label: Text, value: string, bold: boolean}[]} keyFacts
 * @property {Text} speech
 * @property {FormAsk[]} [form]
 * @property {{step: string, account: string, left?: number}} [password]
 * @property {number} pages
 * @property {number[]} confirmed
 * @property {string} nonce
 * @property {string} shownHash
 * @property {string} signer
 * @property {number} resigns
 * @property {string} [receiptUrl]
 * @property {string} [qrSvg]
 *
 * @typedef {object} DisplaySnapshot
 * @property {number} version
 * @property {boolean} paired
 * @property {string | null} pairingCode
 * @property {string} phase
 * @property {string} lang
 * @property {Text} outlet
 * @property {DisplayCase | null} case
 */

export {};
