-- Schema 6: accounts and cards of staff, who did what, tasks that a person has settled.
CREATE TABLE "staff_accounts" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_staff_accounts" PRIMARY KEY AUTOINCREMENT,
    "Name" TEXT NOT NULL,
    "NameKey" TEXT NOT NULL,
    "Roles" TEXT NOT NULL,
    "PasswordHash" TEXT NULL,
    "HasTemporaryPassword" INTEGER NOT NULL,
    "SecurityStamp" TEXT NOT NULL,
    "Version" TEXT NOT NULL,
    "AuthenticatorKey" BLOB NULL,
    "HasSecondFactor" INTEGER NOT NULL,
    "LastStep" INTEGER NULL,
    "RecoveryCodes" TEXT NULL,
    "IsDisabled" INTEGER NOT NULL,
    "Created" INTEGER NOT NULL,
    "LastSignIn" INTEGER NULL
);

CREATE TABLE "staff_cards" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_staff_cards" PRIMARY KEY AUTOINCREMENT,
    "AccountId" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Value" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    CONSTRAINT "FK_staff_cards_staff_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "staff_accounts" ("Id") ON DELETE CASCADE
);

CREATE TABLE "audit" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_audit" PRIMARY KEY AUTOINCREMENT,
    "At" INTEGER NOT NULL,
    "Staff" TEXT NOT NULL,
    "Act" TEXT NOT NULL,
    "Patron" TEXT NULL,
    "Subject" TEXT NULL,
    "Detail" TEXT NULL
);

CREATE TRIGGER "audit_stays_as_written" BEFORE UPDATE ON "audit" BEGIN SELECT RAISE(ABORT, 'the audit log is not edited'); END;

ALTER TABLE "staff_tasks" ADD COLUMN "SettledAt" INTEGER NULL;
ALTER TABLE "staff_tasks" ADD COLUMN "SettledBy" TEXT NULL;
ALTER TABLE "staff_tasks" ADD COLUMN "Note" TEXT NULL;

CREATE UNIQUE INDEX "IX_staff_accounts_NameKey" ON "staff_accounts" ("NameKey");

CREATE INDEX "IX_staff_cards_AccountId" ON "staff_cards" ("AccountId");

CREATE UNIQUE INDEX "IX_staff_cards_Kind_Value" ON "staff_cards" ("Kind", "Value");

CREATE INDEX "IX_audit_At" ON "audit" ("At");

CREATE INDEX "IX_audit_Patron" ON "audit" ("Patron");
