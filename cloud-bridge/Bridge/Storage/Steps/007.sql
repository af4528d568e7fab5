-- Schema 7: which e-libraries a patron lets hear of them.
CREATE TABLE "e_library_consents" (
    "PatronId" INTEGER NOT NULL,
    "Client" TEXT NOT NULL,
    "Told" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    CONSTRAINT "PK_e_library_consents" PRIMARY KEY ("PatronId", "Client"),
    CONSTRAINT "FK_e_library_consents_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE CASCADE
);
