export const optionChecks = async () => ({});
