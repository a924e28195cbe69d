#pragma once
#include <libpq-fe.h>

// Swift sees no character macros.

static inline const char *guichet_sqlstate(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SQLSTATE); }
static inline const char *guichet_message(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY); }
// Never translated, unlike PG_DIAG_SEVERITY.
static inline const char *guichet_severity(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED); }
// The function of the server that said it; never translated.
static inline const char *guichet_source(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION); }
static inline const char *guichet_constraint(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME); }
