export const frameworkChecks = () => ({});
