-- Schema 2: who a card belongs to and how long that is believed; enrolments, applications that wait for staff, hand-overs to a phone; other cards.
ALTER TABLE "patrons" ADD COLUMN "BirthDateText" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "Address" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "PostalCode" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "Sex" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "Phone" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "Email" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "Language" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "WantsMail" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "patrons" ADD COLUMN "GuardianName" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "GuardianPhone" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "GuardianRelation" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "PasswordHash" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "TermsVersion" TEXT NULL;
ALTER TABLE "patrons" ADD COLUMN "ConsentAt" INTEGER NULL;

ALTER TABLE "links" ADD COLUMN "Method" TEXT NOT NULL DEFAULT 'Import';
ALTER TABLE "links" ADD COLUMN "ValidatedAt" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "links" ADD COLUMN "CertificateEnds" INTEGER NULL;
ALTER TABLE "links" ADD COLUMN "Issuer" BLOB NULL;
ALTER TABLE "links" ADD COLUMN "IsRevoked" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "links" ADD COLUMN "Trust" TEXT NULL;
UPDATE "links" SET "ValidatedAt" = "LinkedAt";

CREATE TABLE "identities" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_identities" PRIMARY KEY AUTOINCREMENT,
    "Ppid" BLOB NOT NULL,
    "PatronId" INTEGER NOT NULL,
    "Source" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    CONSTRAINT "FK_identities_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE CASCADE
);

INSERT OR IGNORE INTO "identities" ("Ppid", "PatronId", "Source", "At") SELECT "Ppid", "PatronId", 'Card', "LinkedAt" FROM "links" WHERE "TextPublicKey" IS NOT NULL;

CREATE TABLE "patron_cards" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_patron_cards" PRIMARY KEY AUTOINCREMENT,
    "PatronId" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Value" TEXT NOT NULL,
    CONSTRAINT "FK_patron_cards_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE CASCADE
);

CREATE TABLE "my_key_ids" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_my_key_ids" PRIMARY KEY AUTOINCREMENT,
    "PatronId" INTEGER NOT NULL,
    "Value" TEXT NOT NULL,
    CONSTRAINT "FK_my_key_ids_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE CASCADE
);

CREATE TABLE "enrolment_cases" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_enrolment_cases" PRIMARY KEY,
    "Device" TEXT NOT NULL,
    "ReceivedAt" INTEGER NOT NULL,
    "Sealed" TEXT NULL,
    "DecidedAt" INTEGER NULL,
    "Outcome" TEXT NULL,
    "Settlement" TEXT NOT NULL,
    "Undo" TEXT NULL
);

CREATE TABLE "applications" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_applications" PRIMARY KEY AUTOINCREMENT,
    "At" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
    "Reason" TEXT NOT NULL,
    "Form" TEXT NULL,
    "PatronId" INTEGER NULL,
    "Case" TEXT NULL,
    "Source" TEXT NOT NULL,
    "Ppid" BLOB NULL,
    "SerialHash" BLOB NULL,
    "ChipKey" BLOB NULL,
    "CertificateEnds" INTEGER NULL,
    "Issuer" BLOB NULL,
    "Trust" TEXT NULL,
    "DecidedAt" INTEGER NULL,
    "DecidedBy" TEXT NULL,
    "Refusal" TEXT NULL,
    CONSTRAINT "FK_applications_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE SET NULL
);

CREATE TABLE "hand_overs" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_hand_overs" PRIMARY KEY AUTOINCREMENT,
    "TokenHash" BLOB NOT NULL,
    "Code" TEXT NOT NULL,
    "Until" INTEGER NOT NULL,
    "Device" TEXT NOT NULL,
    "Case" TEXT NOT NULL,
    "PatronId" INTEGER NULL,
    "ApplicationId" INTEGER NULL,
    "Browser" BLOB NULL,
    "DoneAt" INTEGER NULL,
    CONSTRAINT "FK_hand_overs_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_hand_overs_applications_ApplicationId" FOREIGN KEY ("ApplicationId") REFERENCES "applications" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_links_Ppid" ON "links" ("Ppid");

CREATE INDEX "IX_links_TextPublicKey" ON "links" ("TextPublicKey");

CREATE UNIQUE INDEX "IX_identities_Ppid" ON "identities" ("Ppid");

CREATE INDEX "IX_identities_PatronId" ON "identities" ("PatronId");

CREATE UNIQUE INDEX "IX_patron_cards_Kind_Value" ON "patron_cards" ("Kind", "Value");

CREATE INDEX "IX_patron_cards_PatronId" ON "patron_cards" ("PatronId");

CREATE UNIQUE INDEX "IX_my_key_ids_Value" ON "my_key_ids" ("Value");

CREATE INDEX "IX_my_key_ids_PatronId" ON "my_key_ids" ("PatronId");

CREATE INDEX "IX_applications_State" ON "applications" ("State");

CREATE INDEX "IX_applications_PatronId" ON "applications" ("PatronId");

CREATE UNIQUE INDEX "IX_hand_overs_TokenHash" ON "hand_overs" ("TokenHash");

CREATE INDEX "IX_hand_overs_PatronId" ON "hand_overs" ("PatronId");

CREATE INDEX "IX_hand_overs_ApplicationId" ON "hand_overs" ("ApplicationId");
