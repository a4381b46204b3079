export const bundleChecks = () => ({});
