import { SurveyModel } from 'survey-core';
import 'survey-js-ui';
globalThis.SurveyForm = SurveyModel;
