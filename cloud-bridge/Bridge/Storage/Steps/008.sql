-- Schema 8: appliances that were paired, their certificates, the codes they show, and what staff want of them.
CREATE TABLE "pairings" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_pairings" PRIMARY KEY AUTOINCREMENT,
    "DeviceCode" BLOB NOT NULL,
    "UserCode" BLOB NOT NULL,
    "Address" BLOB NOT NULL,
    "CertificateRequest" BLOB NOT NULL,
    "SealKey" TEXT NOT NULL,
    "Model" TEXT NOT NULL,
    "Version" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    "Until" INTEGER NOT NULL,
    "PolledAt" INTEGER NULL,
    "Interval" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
    "Serial" TEXT NULL,
    "Certificate" TEXT NULL
);
CREATE UNIQUE INDEX "IX_pairings_DeviceCode" ON "pairings" ("DeviceCode");
CREATE INDEX "IX_pairings_UserCode" ON "pairings" ("UserCode");
CREATE INDEX "IX_pairings_Address_At" ON "pairings" ("Address", "At");
CREATE TABLE "paired_devices" (
    "Name" TEXT NOT NULL CONSTRAINT "PK_paired_devices" PRIMARY KEY,
    "SealKey" TEXT NOT NULL,
    "Station" TEXT NOT NULL,
    "Model" TEXT NOT NULL,
    "PairedAt" INTEGER NOT NULL,
    "PairedBy" TEXT NOT NULL
);
CREATE TABLE "device_certificates" (
    "Serial" TEXT NOT NULL CONSTRAINT "PK_device_certificates" PRIMARY KEY,
    "Device" TEXT NOT NULL,
    "Key" BLOB NOT NULL,
    "From" INTEGER NOT NULL,
    "Until" INTEGER NOT NULL,
    "UsedAt" INTEGER NULL,
    "ReplacedAt" INTEGER NULL,
    "RevokedAt" INTEGER NULL
);
CREATE INDEX "IX_device_certificates_Device" ON "device_certificates" ("Device");
CREATE TABLE "device_wishes" (
    "Device" TEXT NOT NULL CONSTRAINT "PK_device_wishes" PRIMARY KEY,
    "Group" TEXT NULL,
    "LibraryName" TEXT NULL,
    "Languages" TEXT NULL,
    "Message" TEXT NULL,
    "IsOutOfService" INTEGER NOT NULL,
    "Restart" TEXT NULL,
    "Identify" TEXT NULL
);
ALTER TABLE "device_facts" ADD COLUMN "HeardAt" INTEGER NULL;
ALTER TABLE "device_facts" ADD COLUMN "State" TEXT NULL;
ALTER TABLE "device_facts" ADD COLUMN "Takeovers" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "device_facts" ADD COLUMN "TakenOverAt" INTEGER NULL;
