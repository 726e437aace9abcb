/**
 * Inside every database container; below a folder that is no volume, so that seeded data can be
 * kept as an image.
 */
export const databaseHome = "/var/lib/gameday";
export const databaseDir = `${databaseHome}/mysql`;
