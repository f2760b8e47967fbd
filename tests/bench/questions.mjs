// The form of four questions that everybody shows: a choice, a rating, checkboxes and a text.

export const TITLE = 'Claiming maternity benefits';
export const STAGE = {
  text: 'Where are you with your claim?',
  options: ['I have not started', 'I am getting my documents together', 'I have claimed and am waiting',
    'I am being paid, or was', 'My claim was turned down', 'None of these'],
};
export const EASE = { text: 'How easy or hard was it to understand what you could claim?', low: 'Very hard', high: 'Very easy', points: 5 };
export const PARTS = {
  text: 'Which parts were hard to understand?',
  options: ['Which payment was for me', 'The rules about work and earnings', 'When to claim', 'The form', 'What evidence to send', 'Something else'],
};
export const HELP = { text: 'What one thing would have helped you?' };
