-- Schema 3: mails on their way out; wrong passwords counted.
CREATE TABLE "mails" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_mails" PRIMARY KEY,
    "To" TEXT NOT NULL,
    "Subject" TEXT NOT NULL,
    "Body" TEXT NOT NULL,
    "Language" TEXT NOT NULL,
    "PatronId" INTEGER NULL,
    "Created" INTEGER NOT NULL,
    "NextAttempt" INTEGER NULL,
    "Attempts" INTEGER NOT NULL,
    "Sent" INTEGER NULL,
    "LastError" TEXT NULL
);

CREATE TABLE "wrong_passwords" (
    "Subject" BLOB NOT NULL CONSTRAINT "PK_wrong_passwords" PRIMARY KEY,
    "Count" INTEGER NOT NULL,
    "Last" INTEGER NOT NULL
);

CREATE INDEX "IX_mails_NextAttempt" ON "mails" ("NextAttempt");
