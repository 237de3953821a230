/** Questions with the file of the large corpus that answers them, and an editor that may be open near it. */
export interface Question {
  readonly text: string;
  readonly expected: string;
  readonly near: string;
}

const home = 'homeassistant-2025.1.0/homeassistant';
const native = 'react-native-0.76.5/Libraries';

export const questions: readonly Question[] = [
  {
    text: 'how far apart are two points on the earth',
    expected: `${home}/util/location.py`,
    near: `${home}/util/dt.py`,
  },
  {
    text: 'colour temperature in kelvin to red green and blue',
    expected: `${home}/util/color.py`,
    near: `${home}/util/percentage.py`,
  },
  {
    text: 'hash the password of a user and check it at login',
    expected: `${home}/auth/providers/homeassistant.py`,
    near: `${home}/auth/models.py`,
  },
  {
    text: 'convert celsius to fahrenheit',
    expected: `${home}/util/unit_conversion.py`,
    near: `${home}/util/dt.py`,
  },
  {
    text: 'try to set up an integration again later when it is not ready',
    expected: `${home}/config_entries.py`,
    near: `${home}/bootstrap.py`,
  },
  {
    text: 'is the sun above the horizon',
    expected: `${home}/helpers/sun.py`,
    near: `${home}/helpers/event.py`,
  },
  {
    text: 'move a value to its target like a spring',
    expected: `${native}/Animated/animations/SpringAnimation.js`,
    near: `${native}/Animated/AnimatedImplementation.js`,
  },
  {
    text: 'keep an input in sight when the keyboard comes up',
    expected: `${native}/Components/Keyboard/KeyboardAvoidingView.js`,
    near: `${native}/Components/Button.js`,
  },
];

/** Questions for timing: words that people type, from rare to common, and names. */
export const timedQuestions: readonly string[] = [
  ...questions.map(({ text }) => text),
  'where is the connection closed after a timeout',
  'parse the configuration file',
  'retry failed uploads with backoff',
  'validate user input before saving',
  'how are events dispatched to listeners',
  'get the state of an entity',
  'simplify trigonometric expressions',
  'draw a shadow under a view',
  'measure text width on android',
  'async_setup_entry',
  'DataUpdateCoordinator',
  'convertToNative',
  'return self',
  'import the value of the data',
  'error when the device is offline',
  'cache the result of an expensive computation',
  'which thread runs the layout',
  'integrate a function numerically',
  'switch a light on and off',
  'temperature sensor unit',
  'json',
  'a test for the login form',
  'permutation group orbits',
  'websocket message handler',
  'touch events gesture responder',
];
