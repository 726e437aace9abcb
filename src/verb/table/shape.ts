/** What entries of several topics have in common. */
export const words = { is: "text", about: "in your words" } as const;

export const whatHappened = { ...words, required: true } as const;

/** For people while the response goes on. */
export const openIncident = { when: "response", inTests: false } as const;
