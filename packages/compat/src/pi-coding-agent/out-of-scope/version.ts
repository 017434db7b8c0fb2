/** Of the package that this facade stands for. */
export const VERSION = "0.73.1";
