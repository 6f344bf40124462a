// Installed is all that it has to be.
exports.activate = () => undefined
