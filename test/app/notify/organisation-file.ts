/** An organisation with a target of each kind. */
export const organisationFile = (mailPort: number): string => `apiVersion: gameday/v1
kind: Organisation
extends: gremlin
id: acme
title: Acme
send:
  targets:
    chat: { kind: slack, url: { env: CHAT }, mailboxes: ["#sevs"], audiences: [customer] }
    pager:
      kind: webhook
      url: { env: PAGER }
      headers: { X-Key: { env: KEY } }
      body: '{"summary": {{json text}}, "box": "{{mailbox}}"}'
      mailboxes: [pages]
    mail:
      kind: smtp
      host: 127.0.0.1
      port: ${mailPort}
      tls: none
      from: gameday@acme.example
      to: [boss@acme.example]
      audiences: [executive]
`;
