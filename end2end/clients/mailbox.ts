import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A real mail server, and its mailbox. */
export class Mailbox {
  readonly emails: Email[] = [];
  /** Replies that reject the next recipients: 451 temporarily, 550 permanently. */
  readonly refusals: number[] = [];
  private smtp: SMTPServer | undefined;
  private port = 0;

  private constructor(private readonly options: { hideSMTPUTF8?: boolean }) {}

  static async start(options: { hideSMTPUTF8?: boolean } = {}): Promise<Mailbox> {
    const mailbox = new Mailbox(options);
    await mailbox.open();
    return mailbox;
  }

  /** The value of the setting `smtp.url`. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Opens; a second time on the same port. */
  async open(): Promise<void> {
    this.smtp = new SMTPServer({
      ...this.options,
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      closeTimeout: 500, // for connections that the other side keeps open
      onRcptTo: (_address, _session, done) => {
        const responseCode = this.refusals.shift();
        done(responseCode ? Object.assign(new Error('refused by this test'), { responseCode }) : undefined);
      },
      onData: (stream, _session, done) => void this.take(stream).then(() => done(), done),
    });
    this.smtp.on('error', () => {}); // some of these tests break connections
    await new Promise<void>((resolve) => this.smtp!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.smtp.server.address() as AddressInfo).port;
  }

  close = (): Promise<void> => new Promise((resolve) => this.smtp!.close(resolve));

  private async take(stream: NodeJS.ReadableStream): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    this.emails.push(await PostalMime.parse(Buffer.concat(chunks)));
  }
}
