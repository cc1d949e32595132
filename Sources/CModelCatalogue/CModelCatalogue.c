#include "CModelCatalogue.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "models.json"
};

const unsigned char *cmodel_catalogue_start(void) { return bytes; }
size_t cmodel_catalogue_count(void) { return sizeof bytes; }
