/// The file models.json of this folder, held in the program: what the models can do and cost on a date.
#ifndef CMODELCATALOGUE_H
#define CMODELCATALOGUE_H

#include <stddef.h>

const unsigned char *cmodel_catalogue_start(void);
size_t cmodel_catalogue_count(void);

#endif
