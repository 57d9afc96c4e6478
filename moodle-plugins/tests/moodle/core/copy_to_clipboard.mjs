// Plays core/copy_to_clipboard, which listens at the document; the tests look at the attributes that it asks for.
export {};
