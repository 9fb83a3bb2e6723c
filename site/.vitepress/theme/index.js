/** @file VitePress's own look, with this project's colour. */
import DefaultTheme from 'vitepress/theme-without-fonts';
import './colours.css';

// oxlint-disable-next-line import/no-default-export -- VitePress asks for it
export default DefaultTheme;
