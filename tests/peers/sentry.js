import { feedbackIntegration, init } from '@sentry/browser';
init({ dsn: 'https://key@example.test/1', integrations: [feedbackIntegration()] });
