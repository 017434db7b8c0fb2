/** Stands for the channel of the page's last program: says what it was asked to send. */
export const whatsapp = {
  async send({ to, text }: { to: string; text: string }): Promise<void> {
    console.log(`To ${to}: ${text}`);
  },
};
