-- Schema 5: requests to lend, to renew and to take back are one thing; what an outside library system has still to do; what appliances said that staff should see.
CREATE TABLE "requests" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_requests" PRIMARY KEY,
    "Device" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Outcome" TEXT NULL,
    "Settlement" TEXT NOT NULL,
    "LoanId" INTEGER NULL,
    "PatronId" INTEGER NULL,
    "Item" TEXT NULL,
    "At" INTEGER NOT NULL
);

INSERT INTO "requests" ("Id", "Device", "Kind", "Outcome", "Settlement", "LoanId", "PatronId", "Item", "At")
    SELECT "Id", "Device", 'Loan', "Outcome", "Settlement", "LoanId", "PatronId", "Item", coalesce(strftime('%s', "AskedOn"), 0) * 1000 FROM "loan_requests";

DROP TABLE "loan_requests";

CREATE TABLE "orders" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_orders" PRIMARY KEY,
    "Device" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "PatronId" INTEGER NULL,
    "Item" TEXT NULL,
    "At" INTEGER NOT NULL,
    "ReceivedAt" INTEGER NOT NULL,
    "Due" TEXT NULL,
    "IsTried" INTEGER NOT NULL,
    "IsWithdrawn" INTEGER NOT NULL,
    "Renewals" TEXT NULL,
    "Attempts" INTEGER NOT NULL,
    "NextAttempt" INTEGER NOT NULL
);

CREATE INDEX "IX_orders_NextAttempt" ON "orders" ("NextAttempt");

CREATE TABLE "device_facts" (
    "Device" TEXT NOT NULL CONSTRAINT "PK_device_facts" PRIMARY KEY,
    "CalledAt" INTEGER NULL,
    "DoorOpenSince" INTEGER NULL
);

CREATE TABLE "patron_entries" (
    "PatronId" INTEGER NOT NULL CONSTRAINT "PK_patron_entries" PRIMARY KEY,
    "At" INTEGER NOT NULL,
    "IsTried" INTEGER NOT NULL,
    "Attempts" INTEGER NOT NULL,
    "NextAttempt" INTEGER NULL,
    CONSTRAINT "FK_patron_entries_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_patron_entries_NextAttempt" ON "patron_entries" ("NextAttempt");
