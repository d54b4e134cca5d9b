// SPDX-License-Identifier: GPL-3.0-or-later
// What a web client does with JsSIP: one account, one call at a time. Every function is the test's to call.
import JsSIP from 'jssip';

const MEDIA = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };
const SAMPLES = 32768;

let agent;
let session;
let failed = '';
let analyser;

function listens(connection) {
  connection.addEventListener('track', (event) => {
    const [stream] = event.streams;
    document.getElementById('heard').srcObject = stream; // else Chromium gives the analyser nothing
    const context = new AudioContext({ sampleRate: 48000 });
    analyser = context.createAnalyser();
    analyser.fftSize = SAMPLES;
    context.createMediaStreamSource(stream).connect(analyser);
  });
}

function takes(one) {
  session = one;
  failed = '';
  analyser = undefined;
  one.on('peerconnection', ({ peerconnection }) => listens(peerconnection));
  one.on('failed', ({ cause }) => { failed = cause; });
  if (one.connection) listens(one.connection); // of an outgoing call: it was there before we were told
}

const telephone = {
  registers: (url, user, secret) => new Promise((resolve, reject) => {
    const socket = new JsSIP.WebSocketInterface(url);
    agent = new JsSIP.UA({ sockets: [socket], uri: `sip:${user}@asterisk`, password: secret });
    agent.on('registered', () => resolve(true));
    agent.on('registrationFailed', ({ cause }) => reject(new Error(cause)));
    agent.on('newRTCSession', ({ originator, session: one }) => { if (originator === 'remote') takes(one); });
    agent.start();
  }),

  calls: (number) => { takes(agent.call(`sip:${number}@asterisk`, MEDIA)); },

  // who calls, as the display shows
  rings: () => (session && session.direction === 'incoming' && session.isInProgress()
    ? session.remote_identity.toString() : ''),

  answers: () => session.answer(MEDIA),
  talks: () => Boolean(session && session.isEstablished()),
  hasEnded: () => Boolean(session && session.isEnded()),
  failure: () => failed,
  types: (keys) => session.sendDTMF(keys, { transportType: 'RFC2833' }),
  hangsUp: () => session.terminate(),

  // the last two thirds of a second that arrived, as 16-bit samples at 48 kHz
  heard: () => {
    if (!analyser) return [];
    const samples = new Float32Array(SAMPLES);
    analyser.getFloatTimeDomainData(samples);
    return Array.from(samples, (sample) => Math.round(sample * 32767));
  },

  // codecs by direction, and how the voice is encrypted
  media: async () => {
    const rows = new Map();
    (await session.connection.getStats()).forEach((row) => rows.set(row.id, row));
    const of = (type) => [...rows.values()].filter((row) => row.type === type);
    const codec = (row) => (rows.get(row.codecId) || {}).mimeType;
    const [transport] = of('transport');
    return {
      sent: of('outbound-rtp').map(codec),
      received: of('inbound-rtp').map(codec),
      dtls: transport && transport.dtlsState,
      cipher: transport && transport.srtpCipher,
    };
  },
};

window.telephone = telephone;
