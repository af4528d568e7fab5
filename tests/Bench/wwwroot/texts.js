// What the page says, in both languages, and the switch between them.

const texts = {
  ja: {
    page: 'かざし 図書館のかざす窓口', skip: '装置へ', tagline: '図書館の かざす 窓口', language: 'ことば', sound: '音', dark: '暗い画面',
    title: 'かざすだけで、借りられる。',
    lead: '図書館に置く装置と、そのうしろの仕組み。ぜんぶ、いま この机の上で動いています。',
    steps: 'ためしてみる',
    step1: 'カードを置く', step1Why: '暗証番号は いりません', step1Do: '置いてみる',
    step2: '本を2冊 読み取る', step2Why: '読み取ると 貸出になります', step2Do: '1冊 読み取る',
    step3: '# で おわる', step3Why: '返す日が 出ます', step3Do: '# を押す',
    appliance: '装置', devices: 'どの装置', power: '電源', network: 'ネットワーク', pad: '番号キー',
    panel: '電子ペーパー 400 × 300', refreshing: '書きかえ中', putHere: 'カードを ここへ', scanner: 'バーコード', takeAway: '取る',
    cards: 'カード入れ', cardsHow: '押すか、読み取り台へ動かす', onReader: '読み取り台の上', others: 'ほかのカード: 名前や証明書が めずらしいもの',
    books: '本だな', booksHow: '押すと バーコードを読み取る', onLoan: '貸出中', code: 'ほかのバーコード', scan: '読み取る',
    typing: '手もとのキーボードの 0〜9 * # で 番号キーを打つ',
    places: 'ほかのページ', patronPages: '利用者のページ', consolePages: '職員のページ', phoneApp: '認証アプリ役', eLibrary: '電子図書館（みほん）', onPhone: 'スマホで QRコードを開く',
    libraryCards: '図書館カード', libraryCardsHow: 'マイナンバーカードが まだ つながっていない人', noLibraryCards: 'みんな つながっています', staffCard: '職員カード',
    guide: '登録・予約・延長・返却を ためす', door: 'とびらが開いている',
    guideCounter: '窓口で 登録', guideCounterHow: '高橋太郎のカードを置いて 1 → # 。暗証番号 1234 # 、つぎの問いも # 。あとは画面のとおりに。',
    guideLink: '図書館カードに つなぐ', guideLinkHow: '髙﨑遼のカードを置いて 2 。下の「図書館カード」を読み取り、# → # 、暗証番号 1234 # → # 。家からなら 利用者番号と パスワード toshokan-demo で。',
    guideHome: '家から 登録', guideHomeHow: '「利用者のページ」で NGUYEN THI LAN として登録し、そのあと ここでカードを置く。暗証番号は もう いりません。職員のページは staff / kazashi-desk 。',
    guideHold: '予約して 受け取る', guideHoldHow: '「利用者のページ」に山田花子でサインインして本を予約し、「職員のページ」の予約だなで、その本を読み取って「たなに置いた」を押す。メールが出たら、上で「予約だな」の装置をえらび、山田花子のカードを置いて本を読み取る。',
    guideReturn: '延長と 返却', guideReturnHow: 'カウンターでカードを置いて 3 、番号でえらぶ。返すときはカードなしで 1 、本を読み取って # 。',
    guideGate: '入口と 職員', guideGateHow: '「入口」の装置にカードを置くとゲートが開く。カウンターで「図書館カード」の職員カードを読み取ると、職員の画面。',
    guideBox: '新しい機械を つなぐ', guideBoxHow: '「新しい箱」の装置をえらび、下の「つなぐコード」を読み取る。画面の下の「QRコードを開く」で職員のページがひらくので、12けたの数字が同じか見て、名前を付ける。',
    mails: 'メール', noMails: 'まだ 出していません',
    bridge: '図書館が知っていること', bridgeShort: '図書館', loans: '貸出', events: 'できごと', staff: '職員にまかせること', patrons: '利用者',
    noLoans: 'いま 貸出は ありません', holds: '予約', noHolds: 'いま 予約は ありません',
    holdStates: { queued: '順番待ち', inTransit: '移動中', toShelve: 'たなへ', ready: (slot) => `とりおき ${slot}`, toClear: 'たなから下げる' }, noEvents: 'まだ 何も とどいていません', noStaff: '何も ありません', noPatrons: 'まだ だれも いません',
    due: (date) => `${date} まで`, late: '返却期限をすぎています', loansOf: (n) => `${n}冊`,
    shows: (lines) => `画面: ${lines}`, noPower: '電源が切れています。画面は 最後の絵のまま残ります。',
    lost: 'つながりが切れました。つなぎ直しています…', failed: (why) => `できませんでした: ${why}`,
    footer: 'この人たちも カードも 見本です。チップの動きは ソフトウェアで、そこから上は 製品そのものです。',
    newBox: '新しい箱', doorCode: 'つなぐコード',
    stations: { Counter: 'カウンター', HoldShelf: '予約だな', Gate: '入口' },
    keys: { '*': 'もどる', '#': 'きめる' },
    lights: {
      Off: ['消えている', ''], Ready: ['どうぞ', '青・ゆっくり'], Busy: ['そのまま', '緑・はやく点滅'],
      Success: ['できました', '緑・ついたまま'], Failure: ['できません', '赤・ついたまま'], Attention: ['見てください', '赤・ゆっくり点滅'],
    },
    sounds: { Key: 'ピ', CardSeen: 'ピッ', Success: 'ピロン', Failure: 'ブブー', TooEarly: 'ピピピ', Attention: 'ピピピ ピピピ', Returned: 'ロンピ', HoldReady: 'ポロロン', GateOpen: 'ルルル', GateRefused: 'ブー', DoorAlarm: 'ピーポー ピーポー', LanguageChanged: 'ピピ' },
    cardKinds: {
      'yamada-hanako': 'マイナンバーカード', 'sato-ichiro': 'マイナンバーカード', 'takahashi-taro': 'マイナンバーカード・まだ登録なし',
      'mori-kaoru': '図書館カード(FeliCa)', 'hayashi-daichi': '図書館カード(MIFARE)', 'yoshida-misaki': '「𠮷」の字', 'takasaki-ryo': '図書館カードだけの人',
      'katsuragi-nagi': '異体字の「葛󠄀」', 'kobayashi-fumiko': 'とても長い住所', 'ito-sora': '子ども・署名用証明書なし', 'watanabe-masao': '顔認証カード・暗証番号なし',
      'nakamura-yui': '証明書の期限ぎれ', 'suzuki-kenji': '暗証番号がロック', 'ogawa-shun': '証明書が失効', 'nguyen-thi-lan': 'ローマ字の名前・まだ登録なし',
      'shimizu-haruka': 'スマートフォン',
    },
    kinds: {
      'loan.requested': '貸出の申し出', 'loan.told': '結果を伝えた', 'loan.madeOffline': '切れているあいだに貸した', 'loan.withdrawn': '申し出を取り下げた',
      'registration.requested': '新規登録の申し出', 'link.requested': 'カードをつなぐ申し出', 'enrolment.told': '登録の結果を伝えた', 'enrolment.withdrawn': '登録を取り下げた', 'unlink.requested': 'カードをはずす申し出',
      'renewal.requested': '延長の申し出', 'renewal.told': '延長の結果を伝えた', 'renewal.withdrawn': '延長を取り下げた',
      'checkin.requested': '返却', 'checkin.told': '返却の結果を伝えた', 'checkin.madeOffline': '切れているあいだに返却を受けた', 'checkin.withdrawn': '返却を取り下げた',
      'receipt.requested': 'メールのひかえ', 'visit.counted': '入館', 'staff.called': '職員を呼んだ', 'door.heldOpen': 'とびらの知らせ',
    },
  },
  en: {
    page: 'Kazashi, the library desk you tap', skip: 'To the appliance', tagline: 'the library desk you tap', language: 'Language', sound: 'Sound', dark: 'Dark',
    title: 'Tap your card. Borrow your books.',
    lead: 'The appliance in the library and the service behind it, all running on this desk right now.',
    steps: 'Try this',
    step1: 'Put a card down', step1Why: 'No PIN is needed', step1Do: 'Put it down',
    step2: 'Scan two books', step2Why: 'A scan is a loan', step2Do: 'Scan one',
    step3: 'Finish with #', step3Why: 'Read the due date', step3Do: 'Press #',
    appliance: 'Appliance', devices: 'Which appliance', power: 'Power', network: 'Network', pad: 'Number keys',
    panel: 'E-paper, 400 × 300', refreshing: 'Refreshing', putHere: 'Card goes here', scanner: 'Barcode', takeAway: 'Take away',
    cards: 'Cards', cardsHow: 'press one, or drag it onto the reader', onReader: 'On the reader', others: 'More cards, with rare names or unusual certificates',
    books: 'Books', booksHow: 'press one to scan its barcode', onLoan: 'On loan', code: 'Another barcode', scan: 'Scan',
    typing: 'The keys 0–9 * # of my keyboard type on the pad',
    places: 'Other pages', patronPages: 'Patron pages', consolePages: 'Staff console', phoneApp: 'Phone app', eLibrary: 'Sample e-library', onPhone: 'Open the QR code on a phone',
    libraryCards: 'Library cards', libraryCardsHow: 'of people whose My Number card is not linked yet', noLibraryCards: 'Everyone is linked', staffCard: 'Staff card',
    guide: 'Try registering, holds, renewals and returns', door: 'Door open',
    guideCounter: 'At the counter', guideCounterHow: 'Put down the card of 高橋太郎, press 1, then #. PIN 1234 and #, and # again for the other PIN; then follow the panel.',
    guideLink: 'Link a library card', guideLinkHow: 'Put down the card of 髙﨑 遼, press 2, scan the library card below, # and #, PIN 1234 and #, and #. From home: the number and the password toshokan-demo.',
    guideHome: 'From home', guideHomeHow: 'Register as NGUYEN THI LAN on the patron pages, then put the card down here: no PIN any more. The console takes staff / kazashi-desk.',
    guideHold: 'Reserve and pick up', guideHoldHow: 'Sign in on the patron pages as 山田 花子 and reserve a book; on the console, in the hold shelf, scan that book and press “on the shelf”. When the mail is out, choose the hold shelf appliance above, put down her card and scan the book.',
    guideReturn: 'Renew and return', guideReturnHow: 'At the counter put down the card, press 3 and the number of a loan. To return, press 1 without a card, scan the book and press #.',
    guideGate: 'Gate and staff', guideGateHow: 'A card on the gate appliance opens it. Scan the staff card among the library cards at the counter to see the screens of staff.',
    guideBox: 'Connect a new appliance', guideBoxHow: 'Choose the new box and scan the code of the bridge among the library cards. Open the QR code below its screen: the console asks whether the twelve digits are the same, and for a name.',
    mails: 'Mails', noMails: 'None sent yet',
    bridge: 'What the library knows', bridgeShort: 'Library', loans: 'Loans', events: 'Events', staff: 'For staff', patrons: 'Patrons',
    noLoans: 'Nothing is on loan', holds: 'Holds', noHolds: 'Nobody waits for anything',
    holdStates: { queued: 'in the queue', inTransit: 'on its way', toShelve: 'to be shelved', ready: (slot) => `ready at ${slot}`, toClear: 'to be cleared' }, noEvents: 'Nothing has arrived yet', noStaff: 'Nothing to settle', noPatrons: 'Nobody yet',
    due: (date) => `due ${date}`, late: 'Overdue', loansOf: (n) => (n === 1 ? '1 loan' : `${n} loans`),
    shows: (lines) => `Panel: ${lines}`, noPower: 'The power is off. E-paper keeps its last picture.',
    lost: 'Connection lost. Trying again…', failed: (why) => `That did not work: ${why}`,
    footer: 'The people and their cards are samples. The chips are played by software; everything above them is the product itself.',
    newBox: 'New box', doorCode: 'Code of the bridge',
    stations: { Counter: 'Counter', HoldShelf: 'Hold shelf', Gate: 'Gate' },
    keys: { '*': 'Back', '#': 'Enter' },
    lights: {
      Off: ['Off', ''], Ready: ['Ready', 'blue, slow'], Busy: ['Keep still', 'green, fast'],
      Success: ['Done', 'green, steady'], Failure: ['Not possible', 'red, steady'], Attention: ['Look here', 'red, slow'],
    },
    sounds: { Key: 'click', CardSeen: 'beep', Success: 'rising tones', Failure: 'low tones', TooEarly: 'three beeps', Attention: 'three times three beeps', Returned: 'falling tones', HoldReady: 'three rising tones', GateOpen: 'a purr', GateRefused: 'one long low tone', DoorAlarm: 'two tones in turn', LanguageChanged: 'two ticks' },
    cardKinds: {
      'yamada-hanako': 'My Number card', 'sato-ichiro': 'My Number card', 'takahashi-taro': 'My Number card, not registered yet',
      'mori-kaoru': 'Library card (FeliCa)', 'hayashi-daichi': 'Library card (MIFARE)', 'yoshida-misaki': 'Rare kanji 𠮷', 'takasaki-ryo': 'Has a library card only',
      'katsuragi-nagi': 'Kanji variant 葛󠄀', 'kobayashi-fumiko': 'A very long address', 'ito-sora': 'A child, no signature certificate', 'watanabe-masao': 'Face only, has no PIN',
      'nakamura-yui': 'Certificates expired', 'suzuki-kenji': 'PIN locked', 'ogawa-shun': 'Certificate revoked', 'nguyen-thi-lan': 'Latin name, not registered yet',
      'shimizu-haruka': 'A phone',
    },
    kinds: {
      'loan.requested': 'Loan requested', 'loan.told': 'Patron was told', 'loan.madeOffline': 'Lent while off-line', 'loan.withdrawn': 'Request withdrawn',
      'registration.requested': 'Registration requested', 'link.requested': 'Link requested', 'enrolment.told': 'Patron was told', 'enrolment.withdrawn': 'Enrolment withdrawn', 'unlink.requested': 'Unlink requested',
      'renewal.requested': 'Renewal requested', 'renewal.told': 'Patron was told', 'renewal.withdrawn': 'Renewal withdrawn',
      'checkin.requested': 'Return', 'checkin.told': 'Return was confirmed', 'checkin.madeOffline': 'Taken back while off-line', 'checkin.withdrawn': 'Return withdrawn',
      'receipt.requested': 'Receipt by mail', 'visit.counted': 'Visit', 'staff.called': 'Staff called', 'door.heldOpen': 'Door',
    },
  },
};

export let language = 'ja';
export const say = (key) => texts[language][key];
export const dateOf = (iso) => new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB',
  { month: language === 'ja' ? 'numeric' : 'short', day: 'numeric', weekday: 'short', timeZone: 'UTC' }).format(new Date(iso));

const remembered = () => localStorage.getItem('language');
const spoken = () => (navigator.languages.some((tag) => tag.startsWith('ja')) ? 'ja' : 'en');

function speak(next) {
  language = next;
  document.documentElement.lang = next;
  document.title = say('page');
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', say(element.dataset.label));
  for (const button of document.querySelectorAll('[data-language]')) button.setAttribute('aria-pressed', button.dataset.language === next);
}

/** Speaks the remembered language, or the visitor's; `changed` draws again what is not fixed text. */
export function startSpeaking(changed) {
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => {
      localStorage.setItem('language', button.dataset.language);
      speak(button.dataset.language);
      changed();
    });
  }
  speak(texts[remembered()] ? remembered() : spoken());
}
