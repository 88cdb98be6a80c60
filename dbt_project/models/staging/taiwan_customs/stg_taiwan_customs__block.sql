{{ query_file_blocks('taiwan_customs__trade') }}
